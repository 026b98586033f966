/** Table of contents of @k77/queue. */
export type { QueueConnection } from './connection.ts';
export { type FakeJob, type FakeQueues, fakeQueues } from './fake-queues.ts';
export { type Handlers, type JobName, type Jobs, jobKey, jobNames, jobPlans, type QueueName, queueNames, type RunningJob } from './jobs.ts';
export { type AddOptions, type DeadJob, openQueues, type Queues } from './queues.ts';
export { type Schedule, schedules } from './schedules.ts';
export { Hopeless, startWorkers, type WorkerOptions, type Workers } from './workers.ts';
