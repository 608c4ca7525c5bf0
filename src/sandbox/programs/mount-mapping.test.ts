import { expect, test } from 'vitest';
import { mountMapping } from './mount-mapping.ts';

const { value, script } = mountMapping([
  { mountPath: '/data', folder: '/tmp/claim' },
  { mountPath: '/data/inner/', folder: '/tmp/inner' },
  { mountPath: '/var/lib/a.b', folder: '/tmp/dots' },
]);

test.for([
  ['/data', '/tmp/claim'],
  ['/data/', '/tmp/claim/'],
  ['/data/x y', '/tmp/claim/x y'],
  ['/data/inner/z', '/tmp/inner/z'],
  ['--dir=/data/x', '--dir=/tmp/claim/x'],
  ['/bin:/data/bin:/usr/bin', '/bin:/tmp/claim/bin:/usr/bin'],
  ['/var/lib/a.b', '/tmp/dots'],
  ['/var/lib/aXb', '/var/lib/aXb'],
  ['/data-old', '/data-old'],
  ['/database', '/database'],
  ['/srv/data', '/srv/data'],
  ['data', 'data'],
  ['see /data for more', 'see /data for more'],
  ['http://data/data', 'http://data/data'],
] as const)('the value %s becomes %s', ([text, expected]) => {
  expect(value(text)).toBe(expected);
});

test.for([
  ['ls /data', 'ls /tmp/claim'],
  ['cd "/data/x" && ls', 'cd "/tmp/claim/x" && ls'],
  ["tar -C '/data' .", "tar -C '/tmp/claim' ."],
  ['x=/data/a;y=/data/inner', 'x=/tmp/claim/a;y=/tmp/inner'],
  ['echo a >/data/log', 'echo a >/tmp/claim/log'],
  ['for f in /data/*; do :; done', 'for f in /tmp/claim/*; do :; done'],
  ['first\n/data/run\n', 'first\n/tmp/claim/run\n'],
  ['echo $(cat /data/x) `ls /data`', 'echo $(cat /tmp/claim/x) `ls /tmp/claim`'],
  ['cp -- /data-old /mnt/data', 'cp -- /data-old /mnt/data'],
  ['echo ${x}/data $x/data ./data ../data', 'echo ${x}/data $x/data ./data ../data'],
  ['curl http://host/data', 'curl http://host/data'],
] as const)('in a script %s becomes %s', ([text, expected]) => {
  expect(script(text)).toBe(expected);
});
