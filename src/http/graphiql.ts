import type { FastifyInstance } from 'fastify';
export function mountGraphiQL(_server: FastifyInstance): void {}
