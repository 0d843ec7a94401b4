/** What the bundler makes of files that are no scripts. */
declare module '*.graphql' {
  const document: string;
  export default document;
}
declare module '*.css';
