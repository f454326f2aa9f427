#:project ../lib/Csa.DataSets/Csa.DataSets.csproj
#:property PublishAot=false
// CelebA: aligned faces at 256x256 in the authors' partition. --help says the rest; lib/Csa.DataSets/Recipes/CelebARecipe.cs has the facts.
//
//   dotnet run -c Release data-scripts/celeba.cs -- --out data/celeba
using Csa.DataSets;

return DataScripts.CelebA(args);
