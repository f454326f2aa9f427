namespace Csa.DataSets.Downloads;

/// <summary>Is told how downloads go.</summary>
internal interface IDownloadWatch
{
    /// <summary>Bytes have come.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="have">All that is there of it.</param>
    /// <param name="total">Its length, or null where the server does not say.</param>
    void OnBytes(string file, long have, long? total);

    /// <summary>Something to know: an attempt failed, a part was thrown away, no checksum is published.</summary>
    /// <param name="note">One sentence.</param>
    void OnNote(string note);
}
