'use client';
/** Every way in which the API can refuse or be silent, told so that people know what to do. */
import { useEffect } from 'react';
import type { ApiFailure } from '../api/failure.ts';
import { loginPage } from '../api/login-link.ts';
import { Button, ButtonLink } from '../components/button.tsx';
import { Row, Soft } from '../components/layout.tsx';
import { Notice } from '../components/notice.tsx';
import { useCountdown } from './countdown.ts';
import { durationOf } from './words.ts';

const here = (): string => (typeof location === 'undefined' ? '/servers' : `${location.pathname}${location.search}`);

interface Props {
  failure: ApiFailure;
  /** Tries the same once more. */
  again?: (() => void) | undefined;
  /** Without a login this page has nothing to show, so it goes to the login by itself. */
  leave?: boolean | undefined;
  /** What happens to what was typed when the login has ended. */
  kept?: string | undefined;
}

export function FailureNotice({ failure, again, leave, kept }: Props) {
  const { kind } = failure;
  useEffect(() => {
    if (leave && kind === 'login') location.replace(loginPage(here()));
  }, [leave, kind]);
  if (kind === 'login') return <LoginEnded leave={leave} kept={kept} />;
  if (kind === 'again') return <LoginTooOld />;
  return <Refused failure={failure} again={again} />;
}

function LoginEnded({ leave, kept }: Pick<Props, 'leave' | 'kept'>) {
  return (
    <Notice tone="warn" title={leave ? 'Log in to see this page' : 'Your login has ended'} live>
      <p>{leave ? 'We take you to the login, and back here afterwards.' : (kept ?? 'Log in and do it again: nothing was changed.')}</p>
      <Row>
        <ButtonLink href={loginPage(here())}>Log in</ButtonLink>
      </Row>
    </Notice>
  );
}

function LoginTooOld() {
  return (
    <Notice tone="warn" title="Please log in once more" live>
      <p>This concerns everything about you, so Discord must say again that it is you. You come back here afterwards.</p>
      <Row>
        <ButtonLink href={`${loginPage(here())}&again=true`}>Log in again</ButtonLink>
      </Row>
    </Notice>
  );
}

function Refused({ failure: { kind, message, retryAfterSeconds, requestId }, again }: Pick<Props, 'failure' | 'again'>) {
  const left = useCountdown(retryAfterSeconds);
  return (
    <Notice tone={kind === 'off' ? 'warn' : 'bad'} title={kind === 'login' || kind === 'again' ? titles.refused : titles[kind]} live>
      <p>{message}</p>
      {retryAfterSeconds === undefined ? null : <p>You can try again in {durationOf(retryAfterSeconds)}.</p>}
      {again ? (
        <Row>
          <Button tone="secondary" onClick={again} off={left > 0}>
            {left > 0 ? `Try again in ${durationOf(left)}` : 'Try again'}
          </Button>
        </Row>
      ) : null}
      {requestId ? <Soft small>Number of the request, for the support: {requestId}</Soft> : null}
    </Notice>
  );
}

const titles = {
  limited: 'Too many requests',
  off: 'Payments are paused',
  away: 'That did not work',
  refused: 'That is not possible',
} as const;
