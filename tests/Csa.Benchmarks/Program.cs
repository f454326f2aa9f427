using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(Csa.Benchmarks.RecurrenceBenchmarks).Assembly).Run(args);
