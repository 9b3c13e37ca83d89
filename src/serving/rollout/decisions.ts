import { InvalidError } from '../../foundation/errors/app.error.js';
import type { Serving } from '../decisions/serving.js';

/**
 * Computes a model's next serving decision from the present one. All of these throw InvalidError `MODEL_CONFLICT`.
 */
export type Decision = (now: Serving) => Serving;

/** A version on trial ends its trial once it serves. */
export function swapTo(version: string): Decision {
  return (now) => {
    if (version === now.version) return now;
    const { canary, shadow } = now;
    return {
      version,
      previous: now.version,
      ...(canary && canary.version !== version && { canary }),
      ...(shadow !== undefined && shadow !== version && { shadow }),
    };
  };
}

/** To the version that served before; a second call undoes the first. */
export const rollBack: Decision = (now) => {
  if (now.previous !== undefined) return swapTo(now.previous)(now);
  throw conflict(`@${now.version} serves, and none is known to have served before: swap names a version`);
};

/** @param percent share of the events, above 0 and below 100. */
export function beginCanary(version: string, percent: number): Decision {
  return (now) => {
    refuseServing(version, now);
    return { ...now, canary: { version, percent, since: new Date().toISOString() } };
  };
}

export function beginShadow(version: string): Decision {
  return (now) => {
    refuseServing(version, now);
    return { ...now, shadow: version };
  };
}

/** The canary serves, or the shadow where there is no canary. */
export const promote: Decision = (now) => {
  const version = now.canary?.version ?? now.shadow;
  if (version !== undefined) return swapTo(version)(now);
  throw conflict(`@${now.version} serves, and there is neither a canary nor a shadow to promote`);
};

/** Ends canary and shadow; the serving version stays. */
export const abort: Decision = ({ canary: _canary, shadow: _shadow, ...now }) => now;

function refuseServing(version: string, now: Serving): void {
  if (version === now.version)
    throw conflict(`@${version} serves already: it cannot be on trial beside itself`);
}

const conflict = (text: string) => new InvalidError('MODEL_CONFLICT', text);
