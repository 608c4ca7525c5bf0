// `job …`, `session cluster`, `create cluster` and `scale cluster`, with the hands of the test in place of the operator's; and the gateway client on
// the ways of a cluster.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createMarieGateway } from '../../src/adapters/marie/marie-gateway.ts';
import { createServiceCaller } from '../../src/cluster/reach/create-service-caller.ts';
import { createSystemClock } from '../../src/cluster/system-clock.ts';
import { Interruption } from '../../src/commands/shared/interruption.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { KubeObject } from '../../src/kernel/kube-object.ts';
import { marieCluster } from '../../src/kinds/marie/marie-cluster.ts';
import { marieJob } from '../../src/kinds/marie/marie-job.ts';
import { EXIT } from '../../src/output/exit-codes.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { marieCommandScene, type MarieCommandScene } from '../support/marie-command-scene.ts';
import { marieGatewayContract } from '../support/marie-gateway-contract.ts';
import { MARIE_KEY } from '../support/marie-stand-in.ts';
import type { HereOptions } from '../support/run-here.ts';
import { tempDir } from '../support/temp-dir.ts';
import { withEnoughTime } from '../support/with-enough-time.ts';

describeCluster(
  'the commands of Marie',
  (plane) => {
    let scene: MarieCommandScene;
    const marie: MarieCommandScene['marie'] = async (words, options) => await scene.marie(words, options);
    const job: MarieCommandScene['job'] = async (name) => await scene.job(name);
    const tell: MarieCommandScene['tell'] = async (name, status) => await scene.tell(name, status);
    const names = async (): Promise<readonly string[]> => {
      const { items } = await scene.connection.api.list(marieJob, { namespace: scene.namespace });
      return items.map(({ metadata }) => metadata.name);
    };
    const submit = async (name: string): Promise<void> => {
      const made = await marie(`job submit ${name} --on docs --type ocr --input s3://bucket/a.pdf -q`);
      expect(made).toMatchObject({ code: 0, stdout: `mariejob.marie.ai/${name} created\n`, stderr: '' });
    };

    beforeAll(async () => {
      scene = await marieCommandScene(plane);
    });
    afterAll(async () => {
      await scene.close();
    });

    marieGatewayContract('the gateway client through the API server', async () => {
      const services = createServiceCaller(scene.connection);
      const gateway = createMarieGateway({
        services,
        clock: createSystemClock({ holdsProcess: false }),
        readSecret: async ({ name }) => Promise.resolve(Buffer.from(name === 'stranger' ? `mas_${'s'.repeat(54)}` : MARIE_KEY)),
      });
      const target = { cluster: { namespace: scene.namespace, name: 'docs' }, port: 8080 };
      const keyed = (secret: string): typeof target & { apiKey: { namespace: string; secret: string; key: string } } => ({
        ...target,
        apiKey: { namespace: scene.namespace, secret, key: 'api_key' },
      });
      const close = async (): Promise<void> => Promise.resolve(services.close());
      return Promise.resolve({ gateway, target: keyed('docs-api-key'), stranger: keyed('stranger'), close });
    });

    test('job submit: every input, and what is refused before anything is made', async () => {
      const flags =
        '--on docs --type extract --soft-deadline 30m --hard-deadline 2h --ttl 1h --priority 5 --backoff-limit 1 --option queue=gen5_extract --option page_splitter.enabled=true --output-uri s3://out/ --output-format csv --labels team=a';
      const made = await marie(`job submit whole ${flags} --input s3://bucket/a.pdf`);
      expect(made).toMatchObject({ code: 0, stdout: 'mariejob.marie.ai/whole created\n' });
      expect(made.stderr).toContain(`job attach whole -n ${scene.namespace}`);
      expect(await job('whole')).toMatchObject({
        metadata: { labels: { team: 'a' } },
        spec: {
          clusterRef: 'docs',
          jobType: 'extract',
          input: { uri: 's3://bucket/a.pdf' },
          output: { uri: 's3://out/', format: 'csv' },
          options: { queue: 'gen5_extract', 'page_splitter.enabled': 'true' },
          sla: { softDeadline: '30m', hardDeadline: '2h' },
          priority: 5,
          backoffLimit: 1,
          ttlSecondsAfterFinished: 3600,
        },
      });
      const dir = tempDir();
      const file = path.join(dir, 'page.png');
      await writeFile(file, Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff]));
      const shown = async (words: string, options: HereOptions = {}): Promise<unknown> => {
        const { code, stderr, stdout } = await marie(`job submit x ${words} --dry-run=client -o json`, options);
        return code === 0 ? (JSON.parse(stdout) as { readonly spec: unknown }).spec : { code, stderr };
      };
      expect(await shown(`-l tier=gpu,site=west --input @${file}`)).toMatchObject({
        clusterSelector: { tier: 'gpu', site: 'west' },
        input: { data: 'iVBOR/8=', contentType: 'image/png' },
      });
      expect(await shown('--input -', { stdin: 'some text' })).toMatchObject({ input: { data: 'some text' } });
      expect(await shown('--input configmap/note')).toMatchObject({ input: { configMapRef: { name: 'note' } } });
      expect(await shown('--input secret/note')).toMatchObject({ input: { secretRef: { name: 'note' } } });
      const refusals = [
        '',
        '--input a.pdf',
        '--input -',
        '--on docs -l a=b --input s3://a',
        '--input s3://a --hard-deadline soon',
        '--input s3://a --soft-deadline 2h --hard-deadline 1h',
        '--input s3://a -l tier!=gpu',
      ];
      for (const words of refusals) {
        expect(await shown(words), words).toMatchObject({ code: EXIT.usage, stderr: expect.stringMatching(/^error: [^]*\nfix: /) });
      }
    });

    test.each([
      ['Succeeded', 0],
      ['Failed', 9],
      ['Cancelled', 9],
    ] as const)('job submit --wait: %s is exit code %i', async (phase, code) => {
      const name = `wait-${phase.toLowerCase()}`;
      const running = marie(`job submit ${name} --on docs --type ocr --input s3://bucket/a.pdf --wait --follow --timeout 3m`);
      await expect.poll(names).toContain(name);
      await tell(name, { phase: 'Running', progress: 33, message: 'one of three tasks is done' });
      await expect.poll(async () => Promise.race([running.then(() => 'over'), Promise.resolve('at work')])).toBe('at work');
      const error = phase === 'Succeeded' ? {} : { error: { code: 'AppFailed', message: 'a task failed' } };
      await tell(name, { phase, progress: 100, completionTime: '2026-01-31T10:01:00Z', ...error });
      const ended = await running;
      expect(ended.code).toBe(code);
      expect(ended.stdout).toBe(`mariejob.marie.ai/${name} created\nmariejob.marie.ai/${name} ${phase.toLowerCase()}\n`);
      if (code !== 0) expect(ended.stderr).toMatch(/cause: AppFailed: a task failed/);
    });

    test('Ctrl-C detaches, and says how to follow the job again; a time that is over too', async () => {
      const stop = new AbortController();
      let told = '';
      const running = marie('job submit detached --on docs --type ocr --input s3://bucket/a.pdf --wait', {
        signal: stop.signal,
        onStdout: (text) => (told = text),
      });
      // That it is there is seen by others before it is told here.
      await expect.poll(() => told).toContain('detached created');
      stop.abort(new Interruption('SIGINT', EXIT.interrupt));
      const detached = await running;
      expect(detached.code).toBe(130);
      expect(detached.stderr).toContain(`note: the job goes on; follow it again: kubectl marie job attach detached -n ${scene.namespace}`);
      expect((await job('detached')).metadata.deletionTimestamp).toBeUndefined();
      const late = await withEnoughTime(
        async (time) => marie(`job attach detached --timeout ${time}`),
        ({ stderr }) => stderr.includes('job attach detached'),
      );
      expect(late).toMatchObject({ code: 124, stderr: expect.stringContaining('job attach detached') });
      await tell('detached', { phase: 'Succeeded', progress: 100 });
      expect(await marie('job attach job/detached')).toMatchObject({ code: 0, stdout: 'mariejob.marie.ai/detached succeeded\n' });
      expect(await marie('job attach nothing')).toMatchObject({ code: EXIT.notFound });
    });

    test('job list, status, result and logs', async () => {
      await submit('told');
      expect(await marie('job list told --no-headers')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^told\s/) });
      expect(await marie('job list -o name')).toMatchObject({ code: 0, stdout: expect.stringContaining('mariejob.marie.ai/told\n') });
      expect(await marie('job list --output bogus')).toMatchObject({ code: EXIT.usage });
      expect(await marie('job result told')).toMatchObject({ code: EXIT.general, stderr: expect.stringContaining('job attach told') });
      expect(await marie('job logs told')).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('not submitted') });
      await tell('told', {
        phase: 'Succeeded',
        clusterName: 'docs',
        jobId: '0198d6a0-0000-7000-8000-000000000000',
        submissionRef: `${scene.namespace}-told-1-a0`,
        progress: 100,
        result: { outputUri: 's3://marie/ocr/told/' },
      });
      expect(await marie('job result told')).toMatchObject({ code: 0, stdout: 's3://marie/ocr/told/\n' });
      const status = await marie('job status told -o json');
      expect(JSON.parse(status.stdout)).toMatchObject({
        apiVersion: 'cli.marie.ai/v1',
        kind: 'JobStatus',
        phase: 'Succeeded',
        cluster: 'docs',
      });
      expect(await marie('job status told')).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/Phase: +Succeeded\n[^]*Result: +s3:/),
      });
      expect(await marie('job logs told')).toMatchObject({ code: 0, stderr: expect.stringContaining('No pods') });
    });

    test('job status --tasks asks the gateway through a port-forward, and shows no key', async () => {
      const services = createServiceCaller(scene.connection);
      onTestFinished(() => services.close());
      const { signal } = new AbortController();
      const gateway = createMarieGateway({
        services,
        clock: createSystemClock({ holdsProcess: false }),
        readSecret: async () => Promise.resolve(Buffer.from(MARIE_KEY)),
      });
      const target = {
        cluster: { namespace: scene.namespace, name: 'docs' },
        port: 8080,
        apiKey: { namespace: scene.namespace, secret: 's', key: 'k' },
      };
      const reference = `${scene.namespace}-tasks-1-a0`;
      const metadata = { project_id: scene.namespace, ref_type: 'ocr', ref_id: reference, policy: 'allow_all', planner: 'extract' };
      const { jobId } = await gateway.submit(target, { queue: 'extract', metadata }, signal);
      await expect.poll(async () => (await gateway.findByReference(target, [reference], signal)).rows.length).toBe(3);
      await submit('tasks');
      await tell('tasks', { phase: 'Running', clusterName: 'docs', jobId, submissionRef: reference });
      const shown = await marie('job status tasks --tasks');
      expect(shown).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/0: START[^]*1: EXTRACT data +created +extract_executor:[^]*2: END/),
      });
      const { stdout } = await marie('job status tasks --tasks -o json');
      expect((JSON.parse(stdout) as { readonly tasks: readonly unknown[] }).tasks.length).toBe(3);
      expect(shown.stdout + stdout).not.toContain('mas_');
    });

    test('job cancel marks what has not ended; job retry makes a new one', async () => {
      await submit('first');
      await submit('second');
      await tell('second', { phase: 'Failed', error: { code: 'AppFailed' } });
      const cancelled = await marie(['job', 'cancel', 'first', 'second', '--reason', 'wrong folder', '-q']);
      expect(cancelled.code).toBe(0);
      expect(cancelled.stdout).toBe('mariejob.marie.ai/first cancelled\nmariejob.marie.ai/second unchanged\n');
      expect((await job('first')).metadata.annotations).toMatchObject({
        'marie.ai/cancel': 'true',
        'marie.ai/cancel-reason': 'wrong folder',
      });
      expect(await marie('job cancel first --error-unchanged')).toMatchObject({ code: EXIT.unchanged });
      expect(await marie('job retry first')).toMatchObject({ code: EXIT.conflict, stderr: expect.stringContaining('has not ended') });
      const again = await marie('job retry second -o json -q');
      expect(again.code).toBe(0);
      const made = JSON.parse(again.stdout) as KubeObject;
      expect(made.metadata.name).toMatch(/^second-again-[0-9a-f]{5}$/);
      expect(made.metadata.annotations).toEqual({ 'marie.ai/retry-of': 'second' });
      expect(made['spec']).toEqual((await job('second'))['spec']);
    });

    test('session cluster leads a port of this machine to the gateway until it is ended', async () => {
      const stop = new AbortController();
      let out = '';
      const running = marie('session cluster docs --http-port 0 --grpc-port 0 -o json', {
        signal: stop.signal,
        onStdout: (text) => {
          out = text;
        },
      });
      await expect.poll(() => out).toContain('endpoints');
      const { endpoints } = JSON.parse(out) as { readonly endpoints: Readonly<Record<string, string>> };
      const answer = await fetch(`${endpoints['http'] ?? ''}/status`);
      expect(await answer.json()).toMatchObject({ marie: { marie: '4.0.0' } });
      stop.abort(new Interruption('SIGINT', EXIT.interrupt));
      expect((await running).code).toBe(0);
      expect(await marie('session cluster docs -q --http-port 0 --grpc-port 0 --timeout 1s')).toMatchObject({ code: 0, stderr: '' });
      expect(await marie('session cluster nothing')).toMatchObject({ code: EXIT.notFound });
    });

    test('create cluster from flags, and scale cluster with the pods that go first', async () => {
      const { stdout } = await marie(
        'create cluster flags --version 4.1.0 --server-image marieai/marie-gateway:4.1.0-cpu --group ocr:0-4:gpu --group ner:2 --from-secret docs-key/key --export -o json',
      );
      const { spec } = JSON.parse(stdout) as { readonly spec: JsonObject };
      expect(spec).toMatchObject({
        marieVersion: '4.1.0',
        auth: { secretRef: { name: 'docs-key', key: 'key' } },
        serverSpec: { template: { spec: { containers: [{ image: 'marieai/marie-gateway:4.1.0-cpu' }] } } },
        executorGroupSpecs: [
          { groupName: 'ocr', gpu: true, minReplicas: 0, maxReplicas: 4 },
          { groupName: 'ner', replicas: 2 },
        ],
      });
      expect(await marie('create cluster flags --group ocr:many --export')).toMatchObject({ code: EXIT.usage });
      const scaled = await marie('scale cluster docs --group ocr --replicas 1 --delete-pod docs-executor-ocr-abc');
      expect(scaled).toMatchObject({ code: 0, stdout: 'mariecluster.marie.ai/docs scaled\n', stderr: 'group ocr: 2 -> 1 replicas\n' });
      const { spec: live } = (await scene.connection.api.get(marieCluster, { name: 'docs', namespace: scene.namespace })) as {
        readonly spec?: unknown;
      };
      expect(live).toMatchObject({
        executorGroupSpecs: [
          { groupName: 'ocr', replicas: 1, scaleStrategy: { workersToDelete: ['docs-executor-ocr-abc'] } },
          { groupName: 'ner', replicas: 1 },
        ],
      });
      expect(await marie('scale cluster docs --group ocr --replicas 1 --delete-pod other')).toMatchObject({ code: EXIT.usage });
      expect(await marie('scale cluster docs --replicas 1 --delete-pod other')).toMatchObject({ code: EXIT.usage });
    });
  },
  { needs: 'controllers' },
);
