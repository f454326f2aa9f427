using BenchmarkDotNet.Running;
using Csa.Benchmarks;

if (args is ["published", .. var rest]) PublishedTable.Write(rest);
else BenchmarkSwitcher.FromAssembly(typeof(RecurrenceBenchmarks).Assembly).Run(args);
