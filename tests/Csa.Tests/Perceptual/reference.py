"""Random weights of LPIPS's and FID's networks, and what torchvision makes of them: the files of a folder, numbers as float32."""
import sys
import torch
import torch.nn.functional as F
from torchvision.models import alexnet, inception_v3, vgg
from torchvision.models.inception import InceptionA, InceptionC, InceptionE

folder = sys.argv[1] + "/"
torch.manual_seed(5)


def put(name, tensor):
    open(folder + name + ".f32", "wb").write(tensor.detach().float().contiguous().numpy().tobytes())


def drawn(network):
    for module in network.modules():
        if isinstance(module, torch.nn.Conv2d):
            torch.nn.init.kaiming_normal_(module.weight)
            if module.bias is not None:
                torch.nn.init.normal_(module.bias, std=0.1)
    return network.eval()


def lpips(name, trunk_file, linear_file, features, taps, a, b):
    torch.save({"features." + key: value for key, value in features.state_dict().items()} | {"classifier.0.weight": torch.ones(2)}, folder + trunk_file)
    shift, scale = torch.tensor([-.030, -.088, -.188]).view(1, 3, 1, 1), torch.tensor([.458, .448, .450]).view(1, 3, 1, 1)
    linear, distance = {}, 0
    for number, (x, y) in enumerate(zip(maps(features, taps, (a - shift) / scale), maps(features, taps, (b - shift) / scale))):
        weight = torch.rand(1, x.shape[1], 1, 1)
        linear["lin%d.model.1.weight" % number] = weight
        put("%s.tap%d" % (name, number), x)
        unit = [z / (torch.sqrt(torch.sum(z ** 2, dim=1, keepdim=True)) + 1e-10) for z in (x, y)]
        distance = distance + F.conv2d((unit[0] - unit[1]) ** 2, weight).mean([2, 3], keepdim=True)
    torch.save(linear, folder + linear_file, _use_new_zipfile_serialization=False)
    put(name + ".distance", distance)


def maps(features, taps, x):
    made = []
    for place, layer in enumerate(features[:taps[-1] + 1]):
        x = layer(x)
        if place in taps:
            made.append(x.clone())
    return made


# FID's network: average poolings without the padding, the last block by the maximum.
standard = F.avg_pool2d


def averaged(x):
    return standard(x, 3, 1, 1, count_include_pad=False)


def pooled_apart(module, pool, x):
    F.avg_pool2d = lambda y, **_: pool(y)
    try:
        return torch.cat(module._forward(x), 1)
    finally:
        F.avg_pool2d = standard


with torch.no_grad():
    a, b, small = (torch.rand(2, 3, 48, 64) * 2 - 1, torch.rand(2, 3, 48, 64) * 2 - 1, torch.rand(2, 3, 60, 75) * 2 - 1)
    put("a", a), put("b", b), put("small", small)
    lpips("lpips-alex", "alexnet-owt-7be5be79.pth", "alex.pth", drawn(alexnet(weights=None).features), (1, 4, 7, 9, 11), a, b)
    lpips("lpips-vgg", "vgg16-397923af.pth", "vgg.pth", drawn(vgg.make_layers(vgg.cfgs["D"])), (3, 8, 15, 22, 29), a, b)

    network = drawn(inception_v3(weights=None, num_classes=1008, aux_logits=False, init_weights=False))
    blocks = [module for module in network.children() if isinstance(module, (InceptionA, InceptionC, InceptionE))]
    for block in blocks:
        pool = (lambda y: F.max_pool2d(y, 3, 1, 1)) if block is network.Mixed_7c else averaged
        block.forward = lambda x, block=block, pool=pool: pooled_apart(block, pool, x)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.normal_(module.bias, std=0.2)
            torch.nn.init.normal_(module.running_mean, std=0.2)
            torch.nn.init.uniform_(module.running_var, 0.5, 1.5)
    torch.save(network.state_dict(), folder + "pt_inception-2015-12-05-6726825d.pth")
    network.avgpool.register_forward_hook(lambda module, given, made: put("inception", made.flatten(1)))
    network.double()(F.interpolate(small.double(), size=(299, 299), mode="bilinear", align_corners=False))
