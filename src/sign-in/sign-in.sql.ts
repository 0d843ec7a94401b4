import { INSERT_EVENT } from '../audit/security-event.sql.js';
import { statement } from '../core/statement.js';
import { type FactorOverview, OVERVIEW_COLUMNS } from '../factors/factor-overview.js';
import { NOTING_DEVICE } from '../factors/trusted-devices/trusted-device.sql.js';
import { settling } from '../limits/counter.sql.js';

/**
 * Takes the attempt of a right password back, looks for a remembered device, and reads which factors the user has. The
 * password is recorded unless a session opens at once. The device is locked before the counters, as a change of
 * credentials does: in another order the two could deadlock.
 */
export const ACCEPT_PASSWORD = statement(`
  with ${NOTING_DEVICE}, ${settling('(select pg_catalog.count(*) from device) as start')}, noted as (
    ${INSERT_EVENT} where not exists (select from device)
  )
  select ${OVERVIEW_COLUMNS}, exists (select from device) as "isRemembered"`).returning<
  FactorOverview & { isRemembered: boolean }
>();
