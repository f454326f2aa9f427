#:project ../lib/Csa.DataSets/Csa.DataSets.csproj
#:property PublishAot=false
// Caffe's VGG-19 as safetensors, for SRFeat's discriminator. Needs no libtorch.
//
//   dotnet run -c Release data-scripts/vgg19.cs -- --out data/vgg19
using Csa.DataSets;

return DataScripts.Vgg19(args);
