import type { FastifyInstance } from 'fastify';
import type { Simulator } from '../two-factor/simulator/simulator.js';
export function mountSimulator(_server: FastifyInstance, _simulator: Simulator): void {}
