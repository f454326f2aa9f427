#:project ../lib/Csa.DataSets/Csa.DataSets.csproj
#:property PublishAot=false
// Places2 (Places365-Standard, 256x256): the validation images, and training images of the scenes that you name.
//
//   dotnet run -c Release data-scripts/places2.cs -- --out data/canyons --classes canyon,cliff,butte
using Csa.DataSets;

return DataScripts.Places2(args);
