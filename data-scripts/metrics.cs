#:project ../lib/Csa.DataSets/Csa.DataSets.csproj
#:property PublishAot=false
// The published weights of LPIPS, FID and KID, for csa evaluate --metrics. Needs no libtorch.
//
//   dotnet run -c Release data-scripts/metrics.cs -- --out data/metrics
using Csa.DataSets;

return DataScripts.Metrics(args);
