namespace Csa.Properties

// One law at a time: TorchSharp hands numbers to libtorch as objects that a collection may free before libtorch has read
// them, and a second thread that allocates starts such collections ("Expected false to be true" in Scalar.h; with two
// threads once in some thousand scenes). Csa.Tests does the same, and Directory.Build.props says more.
[<assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)>]
do ()
