/** The Redis whose answers the built-in server gives. */
export const redisVersion = '7.0.15';
