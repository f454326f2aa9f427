#:project ../lib/Csa.DataSets/Csa.DataSets.csproj
#:property PublishAot=false
// The built-in drawings as files, for other programs to read. Downloads nothing.
//
//   dotnet run -c Release data-scripts/builtin.cs -- --out data/portraits --set portraits --count 1000 --side 128
using Csa.DataSets;

return DataScripts.BuiltIn(args);
