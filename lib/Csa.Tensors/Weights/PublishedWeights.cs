namespace Csa.Tensors.Weights;

/// <summary>A file of weights as its authors publish it.</summary>
/// <param name="Name">Its published name.</param>
/// <param name="Network">What it is, for messages.</param>
/// <param name="Address">Where it is published.</param>
/// <param name="Sha256">In lower-case hexadecimal; for one file only the first digits, which are in its name.</param>
/// <param name="Bytes">Its approximate size in bytes.</param>
internal sealed record PublishedFile(string Name, string Network, string Address, string Sha256, long Bytes)
{
    /// <summary>True if a file with this digest is the published one.</summary>
    /// <param name="sha256">All digits, lower case.</param>
    public bool Matches(string sha256) => sha256.StartsWith(Sha256, StringComparison.Ordinal);
}

/// <summary>The published weights of networks that others trained on photographs.</summary>
internal static class PublishedWeights
{
    private const string TorchVision = "https://download.pytorch.org/models/", Lpips = "https://raw.githubusercontent.com/richzhang/PerceptualSimilarity/master/lpips/weights/v0.1/";

    /// <summary>torchvision's VGG-16: the losses' features, and a trunk of LPIPS.</summary>
    public static PublishedFile Vgg16 { get; } = new(
        "vgg16-397923af.pth", "torchvision's VGG-16", TorchVision + "vgg16-397923af.pth", "397923af8e79cdbb6a7127f12361acd7a2f83e06b05044ddf496e83de57a5bf0", 554_000_000);

    /// <summary>The authors' VGG-19 of Caffe, converted by J. Johnson: it sees blue first and 0 … 255, as SRFeat's code shows it.</summary>
    public static PublishedFile Vgg19 { get; } = new(
        "vgg19-d01eb7cb.pth", "Caffe's VGG-19", "https://web.eecs.umich.edu/~justincj/models/vgg19-d01eb7cb.pth", "d01eb7cb", 575_000_000);

    /// <summary>torchvision's AlexNet: a trunk of LPIPS.</summary>
    public static PublishedFile AlexNet { get; } = new(
        "alexnet-owt-7be5be79.pth", "torchvision's AlexNet", TorchVision + "alexnet-owt-7be5be79.pth", "7be5be791159472b1fbf3c69796f7cb30dca7ad8466c2df70058c37116cdee02", 244_000_000);

    /// <summary>LPIPS 0.1's 1x1 weights for AlexNet.</summary>
    public static PublishedFile LpipsAlex { get; } = new(
        "alex.pth", "LPIPS 0.1's weights for AlexNet", Lpips + "alex.pth", "df73285e35b22355a2df87cdb6b70b343713b667eddbda73e1977e0c860835c0", 6_009);

    /// <summary>LPIPS 0.1's 1x1 weights for VGG-16.</summary>
    public static PublishedFile LpipsVgg { get; } = new(
        "vgg.pth", "LPIPS 0.1's weights for VGG-16", Lpips + "vgg.pth", "a78928a0af1e5f0fcb1f3b9e8f8c3a2a5a3de244d830ad5c1feddc79b8432868", 7_289);

    /// <summary>The Inception-v3 of FID, converted from TensorFlow by M. Seitzer.</summary>
    public static PublishedFile Inception { get; } = new(
        "pt_inception-2015-12-05-6726825d.pth", "FID's Inception-v3", "https://github.com/mseitzer/pytorch-fid/releases/download/fid_weights/pt_inception-2015-12-05-6726825d.pth",
        "6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2", 95_628_359);
}
