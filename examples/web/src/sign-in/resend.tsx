import type { Challenge, TwoFactorChannel } from 'graphql-two-factor-auth/client';
import { t } from '../texts/texts.js';
import { asWait } from '../ui/time/countdown.js';
import type { Failure } from '../ui/failure.js';
import { useSecondsUntil } from '../ui/time/use-seconds-until.js';

type Delivery = NonNullable<Challenge['delivery']>;

/** A code on its way. A mail has no channels. */
export type Sent = Pick<Delivery, 'resendAt'> & Partial<Pick<Delivery, 'channel' | 'availableChannels'>>;

interface ResendProps {
  delivery: Sent;
  resend: {
    run: (channel?: TwoFactorChannel) => Promise<void>;
    busy: boolean;
    running: readonly [channel?: TwoFactorChannel | undefined] | undefined;
    failure: Failure | undefined;
  };
}

/** The same code again, or by another channel. */
export function Resend({ delivery, resend }: ResendProps) {
  const pause = useSecondsUntil(Date.parse(delivery.resendAt));
  const refused = useSecondsUntil(resend.failure?.waitUntilMs ?? 0, Date.now);
  const seconds = Math.max(pause, refused);
  const isSending = (channel: TwoFactorChannel | undefined) =>
    resend.running !== undefined && resend.running[0] === channel;
  const others = (delivery.availableChannels ?? []).filter((channel) => channel !== delivery.channel);
  return (
    <div className="other-ways">
      <span>{t.didNotGetIt}</span>
      <button
        type="button"
        className="quiet"
        disabled={seconds > 0}
        aria-busy={isSending(delivery.channel)}
        aria-disabled={resend.busy}
        onClick={() => void resend.run(delivery.channel)}
      >
        {seconds > 0 ? t.sendAgainIn(asWait(seconds)) : t.sendAgain}
      </button>
      {others.map((channel) => (
        <button
          key={channel}
          type="button"
          className="quiet"
          disabled={seconds > 0}
          aria-busy={isSending(channel)}
          aria-disabled={resend.busy}
          onClick={() => void resend.run(channel)}
        >
          {t.instead[channel]}
        </button>
      ))}
    </div>
  );
}
