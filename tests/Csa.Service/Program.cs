// A web service that fills holes, all of it. The model: csa export --run runs/mine --onnx mine.onnx
//   dotnet run --project tests/Csa.Service -c Release -- mine.onnx
//   curl -F photo=@photo.jpg -F mask=@mask.png -o filled.png http://localhost:5000/
using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Onnx;
using OnnxInpainter inpainter = OnnxInpainter.Load(args[0]);
WebApplication app = WebApplication.Create();
app.MapPost("/", async (IFormFile photo, IFormFile mask, CancellationToken cancellation) =>
{
    try
    {
        RgbImage image = await Read(photo, cancellation), white = await Read(mask, cancellation);
        HoleMask hole = HoleMask.Create(white.Height, white.Width, (y, x) => white.Pixels[3 * ((y * white.Width) + x)] > 127);
        return Results.File(ImageFile.ToPng(inpainter.Fill(image, hole, cancellation: cancellation).Image), "image/png");
    }
    catch (BadInputException fault)
    {
        return Results.BadRequest(fault.Message);
    }
}).DisableAntiforgery();
app.Run();

static async Task<RgbImage> Read(IFormFile file, CancellationToken cancellation)
{
    using var bytes = new MemoryStream();
    await file.CopyToAsync(bytes, cancellation);
    return ImageFile.Decode(bytes.ToArray(), file.FileName).Image;
}
