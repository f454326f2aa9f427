"""Times the published PyTorch code of CSA on the CPU, piece by piece: the other side of the table of PublishedTable.cs.

That code is not ours and not here: git clone https://github.com/KumapowerLIU/CSA-inpainting
It was written for CUDA; here `.cuda()` does nothing and CUDA's tensors are the CPU's. Nothing else is changed.

usage: published.py FOLDER THREADS, then one line "PIECE SIDE CHANNELS" each on standard input; answers the seconds it took.
"""
import io
import sys
import time
import types
import warnings

folder, threads = sys.argv[1], int(sys.argv[2])
sys.path.insert(0, folder)
sys.dont_write_bytecode = True
warnings.filterwarnings("ignore")
answers, sys.stdout = sys.stdout, io.StringIO()  # the code prints its networks

import torch

torch.set_num_threads(threads)
torch.manual_seed(0)
torch.Tensor.cuda = torch.nn.Module.cuda = lambda self, *_, **__: self
torch.cuda.FloatTensor = torch.FloatTensor

from torchvision import models as vision

vgg16 = vision.vgg16
vision.vgg16 = lambda **_: vgg16()  # random weights: no time depends on them

from models import networks
from models.CSA import CSA
from models.CSA_model import CSA_model

OPTIONS = dict(
    input_nc=3, input_nc_g=6, output_nc=3, ngf=64, ndf=64, which_model_netG="unet_csa", which_model_netP="unet_256", which_model_netD="basic",
    which_model_netF="feature", n_layers_D=3, norm="instance", use_dropout=False, init_type="normal", init_gain=0.02, gpu_ids=[], mask_type="random",
    threshold=5 / 16.0, fixed_mask=1, shift_sz=1, stride=1, mask_thred=1, triple_weight=1, bottleneck=512, gp_lambda=10.0, constrain="MSE",
    strength=1, skip=0, cosis=1, gan_type="lsgan", gan_weight=0.2, lambda_A=100, overlap=4, lr=2e-4, beta1=0.5, batchSize=1, isTrain=True,
    continue_train=False, lr_policy="lambda", epoch_count=1, niter=20, niter_decay=100, checkpoints_dir="", name="", which_epoch=0,
)


def centre_hole(side):
    mask = torch.zeros(1, 1, side, side, dtype=torch.bool)
    mask[:, :, side // 4:side // 4 * 3, side // 4:side // 4 * 3] = True
    return mask


def layer(side, channels):
    module = CSA_model(OPTIONS["threshold"], 1)
    module.mask = centre_hole(side)[0, 0].byte()
    return module, torch.rand(1, channels, side, side)


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


class Pieces:
    def layer_forward(self, side, channels):
        module, features = layer(side, channels)
        with torch.no_grad():
            module(features)  # the hole's indices, which a fixed mask finds once
            return lambda: seconds(lambda: module(features))

    def layer_backward(self, side, channels):
        module, features = layer(side, channels)
        features.requires_grad = True

        def run():
            loss = module(features).sum()
            return seconds(loss.backward)

        return run

    def system(self, side):
        options = types.SimpleNamespace(**OPTIONS, fineSize=side)
        made, device = CSA(), torch.device
        torch.device = lambda *_: device("cpu")
        made.initialize(options)
        torch.device = device
        made.set_input(torch.rand(1, 3, side, side) * 2 - 1, centre_hole(side))
        made.set_gt_latent()  # its consistency loss is computed in tests too, and wants a target
        return made

    def inference(self, side, _):
        made = self.system(side)

        def run():
            with torch.no_grad():
                return seconds(made.test)

        return run

    def step(self, side, _):
        made = self.system(side)

        def run():
            def once():
                made.set_gt_latent()
                made.optimize_parameters()

            return seconds(once)

        return run


pieces, made = Pieces(), {}
for line in sys.stdin:
    name, side, channels = line.split()
    if line not in made:
        made.clear()  # one piece's memory at a time
        made[line] = getattr(pieces, name)(int(side), int(channels))
    print(made[line](), file=answers, flush=True)
