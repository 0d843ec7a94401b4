import pg from 'pg';

export interface UserRow {
  readonly id: string;
  readonly username: string;
  readonly email: string | null;
}

/** As many connections as the server has by default. */
export const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 10 });

/** One row by a prepared statement. */
export async function findUser(id: string): Promise<UserRow | undefined> {
  const { rows } = await pool.query<UserRow>({
    name: 'user',
    text: 'select id, username, email from users where id = $1',
    values: [id],
  });
  return rows[0];
}
