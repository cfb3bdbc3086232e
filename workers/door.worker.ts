// What a worker that came by its own address tries to load: a file that surely is there and surely runs, so that only a policy can refuse it.
postMessage('open')
