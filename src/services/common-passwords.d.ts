/** Mozilla's list of common passwords of eight and more characters, without types of its own. */
declare module 'fxa-common-password-list' {
  const commonPasswords: { test(password: string): boolean };
  export default commonPasswords;
}
