/** Signals of the browser that say no for its owner. Global Privacy Control binds in California and elsewhere; Do Not Track is honoured because it is meant. */
export interface Signals {
  globalPrivacyControl?: boolean | undefined;
  doNotTrack?: string | null | undefined;
}

export function refusesBySignal({ globalPrivacyControl, doNotTrack }: Signals): boolean {
  return globalPrivacyControl === true || doNotTrack === '1' || doNotTrack === 'yes';
}

/** Who refuses by signal is not asked. Who chose by hand, here, in this revision, has said something more specific. */
export function isAsked(signals: Signals, chosen: boolean): boolean {
  return !chosen && !refusesBySignal(signals);
}
