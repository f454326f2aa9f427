#:project ../lib/Csa.DataSets/Csa.DataSets.csproj
#:property PublishAot=false
// NVIDIA's irregular masks: 12,000 test masks in buckets of their measured hole shares, or training masks of the 55,116 raw ones.
//
//   dotnet run -c Release data-scripts/irregular-masks.cs -- --out data/masks-test
//   dotnet run -c Release data-scripts/irregular-masks.cs -- --out data/masks-train --part train
using Csa.DataSets;

return DataScripts.IrregularMasks(args);
