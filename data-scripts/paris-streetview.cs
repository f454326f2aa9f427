#:project ../lib/Csa.DataSets/Csa.DataSets.csproj
#:property PublishAot=false
// Paris StreetView, which its authors hand out on request only: says how to ask, checks and prepares what you received.
//
//   dotnet run -c Release data-scripts/paris-streetview.cs -- --out data/paris --from paris_train_original.zip --from paris_eval_75876.zip
using Csa.DataSets;

return DataScripts.ParisStreetView(args);
