#:project ../lib/Csa.DataSets/Csa.DataSets.csproj
#:property PublishAot=false
// torchvision's VGG-16 as safetensors, for the losses at the paper's width. Needs no libtorch.
//
//   dotnet run -c Release data-scripts/vgg16.cs -- --out data/vgg16
using Csa.DataSets;

return DataScripts.Vgg16(args);
