/** The scripts in everyday use, and those in limited use (Unicode UAX 31, tables 5 and 7). */
const SCRIPTS = (
  'Adlam Arabic Armenian Balinese Bamum Batak Bengali Canadian_Aboriginal Chakma Cham Cherokee Cyrillic Devanagari ' +
  'Ethiopic Georgian Greek Gujarati Gurmukhi Hanifi_Rohingya Hebrew Javanese Kannada Kayah_Li Khmer Lao Latin ' +
  'Lepcha Limbu Lisu Malayalam Mandaic Meetei_Mayek Miao Mongolian Myanmar New_Tai_Lue Newa Nko ' +
  'Nyiakeng_Puachue_Hmong Ol_Chiki Oriya Osage Saurashtra Sinhala Sundanese Syloti_Nagri Syriac Tai_Le Tai_Tham ' +
  'Tai_Viet Tamil Telugu Thaana Thai Tibetan Tifinagh Vai Wancho Yi'
).split(' ');

/** Japanese, Chinese and Korean are each written in several scripts (Unicode UTS 39, 5.1). */
const EAST_ASIAN = [
  ['Han', 'Hiragana', 'Katakana'],
  ['Han', 'Bopomofo'],
  ['Han', 'Hangul'],
];

/**
 * For each script, a text that has nothing of another one. Digits and signs that all scripts share are in each. Made for
 * the first new name: they take as long as a tenth of the start.
 */
const ofOneScript = () =>
  (patterns ??= [...SCRIPTS.map((script) => [script]), ...EAST_ASIAN].map((scripts) => {
    const all = ['Common', 'Inherited', ...scripts];
    return new RegExp(`^[${all.map((script) => `\\p{Script_Extensions=${script}}`).join('')}]*$`, 'u');
  }));
let patterns: readonly RegExp[] | undefined;

/** Whether all letters are of one script. With two, `раypal` (two of its letters are Cyrillic) would pass for another name. */
export function isOfOneScript(text: string): boolean {
  return ofOneScript().some((pattern) => pattern.test(text));
}
