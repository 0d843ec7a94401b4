/** Parse Server with its GraphQL API. Its bcrypt cost is always 10. */
import express from 'express';
import { ParseGraphQLServer, ParseServer } from 'parse-server';

const { PORT, DATABASE_URL } = process.env;
const APPLICATION = 'bench';

const parse = new ParseServer({
  appId: APPLICATION,
  masterKey: 'made up for one run of the bench',
  databaseURI: `${DATABASE_URL}?poolSize=10`,
  serverURL: `http://127.0.0.1:${PORT}/parse`,
  silent: true,
});
await parse.start();
const app = express();
app.use('/parse', parse.app);
new ParseGraphQLServer(parse, { graphQLPath: '/graphql' }).applyGraphQL(app);
app.listen(Number(PORT), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
