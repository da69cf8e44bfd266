/**
 * What Slack takes, in characters and pieces.
 *
 * @see {@link https://docs.slack.dev/reference/block-kit/blocks} blocks in a message, texts of header and section
 * @see {@link https://docs.slack.dev/reference/methods/chat.postMessage} the `text` of a message: best under 4,000
 */
export const LIMITS = {
  blocks: 50,
  header: 150,
  section: 3000,
  text: 3900,
  /**
   * All texts of one message together. It is not documented: with more, `chat.postMessage` answers
   * `msg_blocks_too_long`. 9,597 characters were taken and 11,341 refused.
   *
   * @see {@link https://github.com/slackapi/bolt-js/issues/2867}
   */
  message: 8000,
} as const;

/**
 * The pause between two messages to one channel, in milliseconds.
 *
 * @see {@link https://docs.slack.dev/apis/web-api/rate-limits} one message a second for each channel
 */
export const POST_PAUSE_MS = 1000;

/** More answers than these in a thread nobody reads; the report has everything. */
export const MAX_REPLIES = 20;
