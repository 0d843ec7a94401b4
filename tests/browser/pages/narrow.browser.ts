import { describe, expect, it } from '@jest/globals';
import { expectAccessible } from '../accessibility.js';
import type { WatchedPage } from '../browser.js';
import { openAccountPage, overflow, section, useHostedPages } from '../hosted-pages.js';

/** The longest address, without a place for a line break. */
const ADDRESS = '2001:db8:1234:5678:9abc:def0:1234:5678';

describe('long words on a narrow page of the hosted pages', () => {
  const example = useHostedPages();

  async function expectFits({ page, screenshot }: WatchedPage, name: string) {
    expect(await overflow(page)).toBe(0);
    await expectAccessible(page);
    await screenshot(name);
  }

  it.each([
    ['light', false],
    ['dark', true],
  ])('an IPv6 address fits when it is %s', async (name, dark) => {
    const user = await example.server.createUser();
    await example.server.client().at(ADDRESS).obtainToken(user.username, user.password);
    const watched = await example.openSignedIn(user, { width: 360, dark });
    for (const [path, list] of [
      ['Devices', 'Where you are signed in'],
      ['Activity', 'Activity'],
    ] as const) {
      await openAccountPage(watched.page, path);
      await section(watched.page, list).getByText(ADDRESS).first().waitFor();
      await expectFits(watched, `example-long-address-${path}-${name}`);
    }
  });

  it.each([
    ['light', false],
    ['dark', true],
  ])('a long name fits when it is %s', async (name, dark) => {
    const host = 'a-department-of-the-city-library.example';
    const staff = await example.server.createUser({ username: `${name}${'w'.repeat(40)}`, isStaff: true });
    const other = `${name}.firstname.of.somebody.at.${host}`;
    await example.server.createUser({ username: other, email: `${name}.somebody@${host}` });
    const watched = await example.openSignedIn(staff, { width: 360, dark });
    expect(await overflow(watched.page)).toBe(0);
    await watched.page.getByRole('button', { name: 'All users' }).click();
    for (const username of [staff.username, other])
      await section(watched.page, 'Users').getByText(username, { exact: true }).waitFor();
    await expectFits(watched, `example-long-name-${name}`);
  });
});
