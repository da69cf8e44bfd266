/**
 * For tests of plugins.
 *
 * @module
 */
export { type TestContext, type TestContextOptions, testContext } from "./test_context.ts";
