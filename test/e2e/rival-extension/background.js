// Driven from the test, which calls chrome.proxy here.
