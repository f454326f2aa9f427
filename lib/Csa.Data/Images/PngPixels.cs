using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace Csa.Data.Images;

/// <summary>A PNG's packed rows, counted before decoding: ImageSharp leaves rows black that a file lacks, and takes unknown filters for none.</summary>
internal static class PngPixels
{
    // Column, row and steps of the seven passes of an interlaced file.
    private static readonly int[][] Adam7 = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];

    /// <summary>What is wrong with the rows, or null.</summary>
    /// <param name="png">A file whose chunks are whole.</param>
    /// <param name="header">Its header.</param>
    public static string? FaultOf(byte[] png, PngHeader header)
    {
        // Sizes beyond the bounds are refused by their own name.
        if (header.Width <= 0 || header.Height <= 0 || ImageDecoder.SizeFault(header.Width, header.Height) is not null) return null;
        try
        {
            using var rows = new ZLibStream(new PixelStream(png), CompressionMode.Decompress);
            return header.IsInterlaced
                ? Adam7.Select(pass => FaultOf(rows, Steps(header.Width, pass[0], pass[2]), Steps(header.Height, pass[1], pass[3]), header.PixelBits)).FirstOrDefault(fault => fault is not null)
                : FaultOf(rows, header.Width, header.Height, header.PixelBits);
        }
        catch (InvalidDataException)
        {
            return ImageDecoder.Undecodable;
        }

        static int Steps(int length, int first, int step) => Math.Max(0, (length - first + step - 1) / step);
    }

    private static string? FaultOf(Stream rows, int width, int height, int pixelBits)
    {
        const int LastFilter = 4;
        if (width == 0) return null;
        int length = 1 + (int)(((long)width * pixelBits + 7) / 8);
        byte[] row = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            for (int y = 0; y < height; y++)
            {
                if (rows.ReadAtLeast(row.AsSpan(0, length), length, throwOnEndOfStream: false) < length) return ImageDecoder.CutOff;
                if (row[0] > LastFilter) return ImageDecoder.Undecodable;
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(row);
        }
    }

    // The data of the IDAT chunks, one after the other.
    private sealed class PixelStream(byte[] png) : Stream
    {
        private int next = 8, at, end;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            while (at == end)
            {
                if (next + 12 > png.Length) return 0;
                int length = (int)BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(next));
                if (png.AsSpan(next + 4).StartsWith("IDAT"u8)) (at, end) = (next + 8, next + 8 + length);
                next += 12 + length;
            }

            int part = Math.Min(buffer.Length, end - at);
            png.AsSpan(at, part).CopyTo(buffer);
            at += part;
            return part;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
