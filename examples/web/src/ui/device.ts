import Bowser from 'bowser';
import { t } from '../texts/texts.js';

export interface Device {
  readonly name: string;
  readonly isPhone: boolean;
}

/** `Chrome on Linux`, from the user agent of a session. A program that is no browser is named as it names itself. */
export function deviceOf(userAgent: string | null | undefined): Device {
  if (!userAgent) return { name: t.unknownBrowser, isPhone: false };
  const { browser, os, platform } = Bowser.parse(userAgent);
  const isPhone = platform.type === 'mobile' || platform.type === 'tablet';
  if (browser.name && os.name) return { name: t.browserOn(browser.name, os.name), isPhone };
  return { name: browser.name || userAgent.split(/[/ ]/)[0] || t.unknownBrowser, isPhone };
}
