/** Refuses at once what could only be answered late. Health answers all the same: a busy process must not be restarted. */
import underPressure from '@fastify/under-pressure';
import type { Api } from '../api.ts';
import { unavailable } from '../errors/problem.ts';

const longestDelayMs = 1000;
const retryAfterSeconds = 5;

export async function pressure(app: Api): Promise<void> {
  await app.register(underPressure, {
    maxEventLoopDelay: longestDelayMs,
    pressureHandler: (request) => {
      if (request.routeOptions.config.always !== true)
        throw unavailable('overloaded', 'The service is busy. Try again soon.', retryAfterSeconds);
    },
  });
}
