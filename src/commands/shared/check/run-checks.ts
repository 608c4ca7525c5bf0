import type { CheckContext } from './check-context.ts';
import { checkDefinitions } from './check-definitions.ts';
import { checkOperators } from './check-operators.ts';
import type { CheckResult } from './check-result.ts';
import { checkRights } from './check-rights.ts';
import { checkApis, checkServer } from './check-server.ts';
import { checkStorageClass } from './check-storage-class.ts';
import { checkWrites } from './check-writes.ts';

/** All checks, the server first: where it does not answer, its error is thrown. The others run at once. */
export async function runChecks(context: CheckContext): Promise<readonly CheckResult[]> {
  const server = await checkServer(context);
  const others = await Promise.all([
    checkApis(context),
    checkDefinitions(context),
    checkRights(context),
    checkStorageClass(context),
    checkOperators(context),
    checkWrites(context),
  ]);
  return [server, ...others.flat()];
}
