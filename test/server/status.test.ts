import { beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { instanceYaml, reconcilePlane } from '../support/reconcile-plane.ts';
import { withEnoughTime } from '../support/with-enough-time.ts';
import { untilAllowed } from '../support/until-allowed.ts';

describeCluster('status', (plane) => {
  const { kubectl, maia, namespace, start } = reconcilePlane(plane);
  const ns = `status-${Math.random().toString(36).slice(2, 8)}`;
  const phase = async (name: string, value: string): Promise<string> =>
    kubectl(
      `patch maiainstance ${name} -n ${ns} --subresource status --type merge -p {"status":{"phase":"${value}","observedGeneration":1}}`,
    );

  beforeAll(async () => {
    const installed = await maia('install');
    if (installed.code !== 0) throw new Error(installed.stderr);
    await namespace(ns, { name: 'one', spec: 'replicas: 1' });
    await kubectl(`apply -n ${ns} -f -`, instanceYaml('two', 'replicas: 1'));
    await phase('one', 'Running');
  });

  test('the table ends with totals, which scripts can leave out', async () => {
    const { code, stdout } = await maia(`status -n ${ns}`);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^NAME +PHASE +READY +REASON +MESSAGE +AGE\ninstance\/one +Running +Unknown +\S+\ninstance\/two +Unknown +\S+\n\n2 objects: 1 healthy, 1 pending\n$/,
    );
    expect((await maia(`status -n ${ns} --no-headers`)).stdout.split('\n')).toHaveLength(3);
    expect((await maia(`status maiainstance one -n ${ns}`)).stdout).toMatch(/\n\n1 object: 1 healthy\n$/);
  });

  test('-w off a terminal: one line for each change, with its time, until a signal', async () => {
    const watching = start(`status -n ${ns} -w`);
    await watching.until(/instance\/two ready=Unknown\n/);
    await phase('one', 'Failed');
    await watching.until(/instance\/one Failed ready=Unknown\n/);
    await kubectl(`apply -n ${ns} -f -`, instanceYaml('three', 'replicas: 1'));
    await watching.until(/instance\/three ready=Unknown\n/);
    await kubectl(`delete maiainstance three -n ${ns} --wait=false`);
    await watching.until(/instance\/three deleted\n/);
    watching.signal('SIGTERM');
    const { code, stdout, stderr } = await watching.done;
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.slice(line.indexOf(' ') + 1))).toEqual([
      'instance/one Running ready=Unknown',
      'instance/two ready=Unknown',
      'instance/one Failed ready=Unknown',
      'instance/three ready=Unknown',
      'instance/three deleted',
    ]);
    expect(lines.filter((line) => !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ /.test(line))).toEqual([]);
    expect(stdout).not.toContain('\u001B');
  });

  test('-w of one object tells of that one only; --timeout ends it with 124', async () => {
    const { code, stdout, stderr } = await withEnoughTime(
      async (time) => maia(`status maiainstance/two -n ${ns} -w --timeout ${time} -o json`),
      (result) => result.stdout !== '',
    );
    expect([code, stderr.split('\n')[0]]).toEqual([124, expect.stringMatching(/^error: timed out after \d+s$/)]);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'MODIFIED', object: { name: 'two', health: 'pending' } });
  });

  test('what may not be read: the rest, one warning, exit 10', async () => {
    const role = `${ns}-reader`;
    await kubectl(`create role ${role} -n ${ns} --verb=get,list --resource=maiainstances.maia.cuemby.com`);
    await kubectl(`create rolebinding ${role} -n ${ns} --role=${role} --user=developer`);
    await untilAllowed(kubectl, `list maiainstances.maia.cuemby.com -n ${ns} --as developer`);
    const { code, stdout, stderr } = await maia(`status -n ${ns}`, plane.kubeconfigs.developer);
    expect([code, stderr]).toEqual([10, 'warning: you may not read everything; left out: maiatenants\n']);
    expect(stdout).toContain('instance/two');
    expect((await maia(`status -n ${ns}`, plane.kubeconfigs.nobody)).code).toBe(5);
    expect((await maia(`status -n ${ns} -w`, plane.kubeconfigs.nobody)).code).toBe(5);
  });

  test('contradictions are told', async () => {
    expect((await maia(`status -w --fail-on failed`)).code).toBe(2);
    expect((await maia(`status -w -o yaml`)).code).toBe(2);
    expect((await maia(`status -n ${ns} --fail-on pending`)).code).toBe(1);
  });
});
