export default function setup(): Promise<void>;
export function databaseUrl(server: string, name: string): string;
export function onServer(url: string, statements: string[]): Promise<void>;
