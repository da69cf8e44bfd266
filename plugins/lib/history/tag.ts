/** What the name of a run may be. */
export const TAG = /^[A-Za-z\d][\w.-]{0,99}$/;
