// One test at a time: TorchSharp's numbers can be freed by a collection that another thread's allocations start (see
// Directory.Build.props), and clients that wait for an interrupt should not wait for each other.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
