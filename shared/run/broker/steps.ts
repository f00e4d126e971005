import type { Attributes } from './filter.ts';

/** Where a delivery goes: a reply goes back into the broker. */
export type Towards = 'subscriber' | 'dead-letter-sink' | 'broker';

interface OfTrigger {
  /** NAMESPACE/NAME of the Broker. */
  readonly broker: string;
  readonly trigger: string;
  /** The event's attributes; never its data. */
  readonly event: Attributes;
}

/**
 * One step of an event's way, as plain data. After `received` names its Triggers, each of them ends in `delivered`,
 * `dead-lettered` or `lost`; where a reply cannot be forwarded, one of the last two follows a `delivered`.
 */
export type Step =
  | {
      readonly step: 'received';
      readonly broker: string;
      readonly event: Attributes;
      readonly from: 'producer' | 'reply';
      /** The Triggers that want the event. Where there is none, it is dropped. */
      readonly triggers: readonly string[];
    }
  | {
      /** The ingress did not take it: malformed, for an unknown broker, or no room. */
      readonly step: 'refused';
      readonly broker: string;
      readonly event?: Attributes;
      readonly status: number;
      readonly reason: string;
    }
  | {
      /** It has no hops left: a loop ends here. */
      readonly step: 'cut';
      readonly broker: string;
      readonly event: Attributes;
    }
  | (OfTrigger & {
      readonly step: 'delivered';
      readonly attempt: number;
      readonly ms: number;
      readonly status: number;
    })
  | (OfTrigger & {
      readonly step: 'failed';
      readonly towards: Towards;
      readonly attempt: number;
      readonly ms: number;
      readonly reason: string;
    })
  | (OfTrigger & {
      readonly step: 'retrying';
      readonly towards: Towards;
      /** Number of the attempt that follows, from 2. */
      readonly attempt: number;
      readonly inMs: number;
    })
  | (OfTrigger & { readonly step: 'replied'; readonly reply: Attributes })
  | (OfTrigger & { readonly step: 'dead-lettered'; readonly url: string; readonly reason: string })
  | (OfTrigger & { readonly step: 'lost'; readonly reason: string });
