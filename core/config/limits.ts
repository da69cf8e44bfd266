/** How many targets may be in work at a time. More make no run faster, and their lanes alone take time and memory. */
export const MAX_JOBS = 1024;
