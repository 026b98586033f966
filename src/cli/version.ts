/** The version of k77; the bundler puts the one of package.json here, so that nothing is read at run time. */
declare const __K77_VERSION__: string | undefined;

export const version = typeof __K77_VERSION__ === 'string' ? __K77_VERSION__ : '0.0.0-source';
