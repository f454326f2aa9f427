// Torch's random generator and thread pool belong to the process: tests that seed it must not overlap.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
