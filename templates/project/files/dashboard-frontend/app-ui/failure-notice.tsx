'use client';
/** Every way in which the API can refuse or be silent, told so that people know what to do. */
import { useEffect } from 'react';
import type { ApiFailure } from '../api/failure.ts';
import { loginPage } from '../api/login-link.ts';
import { Button, ButtonLink } from '../components/button.tsx';
import { Row, Soft } from '../components/layout.tsx';
import { Notice } from '../components/notice.tsx';

const here = (): string => `${location.pathname}${location.search}`;

/** `leave`: without a login this page has nothing to show, so it goes to the login by itself. */
export function FailureNotice({ failure, again, leave }: { failure: ApiFailure; again?: () => void; leave?: boolean }) {
  const { kind, message, retryAfterSeconds, requestId } = failure;
  useEffect(() => {
    if (leave && kind === 'login') location.replace(loginPage(here()));
  }, [leave, kind]);
  if (kind === 'login')
    return (
      <Notice tone="warn" title="You are not logged in" live>
        <p>Your login has ended, or there was none.</p>
        <Row>
          <ButtonLink href={typeof location === 'undefined' ? '/login' : loginPage(here())}>Log in</ButtonLink>
        </Row>
      </Notice>
    );
  if (kind === 'again')
    return (
      <Notice tone="warn" title="Please log in once more" live>
        <p>This is final, so Discord must say again that it is you.</p>
        <Row>
          <ButtonLink href={`${loginPage(here())}&again=true`}>Log in again</ButtonLink>
        </Row>
      </Notice>
    );
  return (
    <Notice tone={kind === 'off' ? 'warn' : 'bad'} title={titles[kind]} live>
      <p>{message}</p>
      {retryAfterSeconds === undefined ? null : <p>Try again in {retryAfterSeconds} seconds.</p>}
      {again ? (
        <Row>
          <Button tone="secondary" onClick={again}>
            Try again
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
