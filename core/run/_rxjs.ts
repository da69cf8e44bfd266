/**
 * What the pipeline needs of RxJS, as `import ... from "rxjs"` gives it: that would load 200 files more at each start. The
 * package exports these paths, but does not promise them: hence its `~` in package.json.
 *
 * @module
 */
export { lastValueFrom } from "rxjs/internal/lastValueFrom";
export { Observable } from "rxjs/internal/Observable";
export { Subject } from "rxjs/internal/Subject";
export { Subscriber } from "rxjs/internal/Subscriber";
export { isObservable } from "rxjs/internal/util/isObservable";
