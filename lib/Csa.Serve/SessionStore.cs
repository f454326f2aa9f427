using System.Collections.Concurrent;
using System.Security.Cryptography;
using Csa.Data.Images;

namespace Csa.Serve;

/// <summary>The pictures that pages have open: each by an id that nobody guesses, so many at most, forgotten when nobody asks.</summary>
/// <param name="most">How many.</param>
/// <param name="life">How long one stays without being asked for.</param>
internal sealed class SessionStore(int most, TimeSpan life)
{
    private const int IdBytes = 18;

    private readonly ConcurrentDictionary<string, Session> open = new();
    private readonly Lock adding = new();

    public int Count => open.Count;

    /// <summary>Refuses early what <see cref="Add"/> would refuse.</summary>
    /// <exception cref="RefusedException">Too many are open.</exception>
    public void RequireRoom()
    {
        foreach (Session idle in open.Values.Where(session => session.Idle > life)) Close(idle.Id);
        if (open.Count >= most) throw new RefusedException(503, $"{most} pictures are open, as many as this server keeps; close another window, or wait until one is forgotten");
    }

    /// <summary>Opens a picture.</summary>
    /// <param name="name">Its file's.</param>
    /// <param name="photograph">As it was read.</param>
    /// <exception cref="RefusedException">Too many are open.</exception>
    public Session Add(string name, DecodedImage photograph)
    {
        lock (adding)
        {
            RequireRoom();
            var session = new Session(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)), name, photograph);
            open[session.Id] = session;
            return session;
        }
    }

    /// <summary>The picture with an id.</summary>
    /// <param name="id">As a request names it.</param>
    /// <exception cref="RefusedException">No such, or no longer.</exception>
    public Session Require(string id)
    {
        if (!open.TryGetValue(id, out Session? session) || session.Idle > life) throw new RefusedException(404, "this picture is no longer open here; open it again");
        session.Touch();
        return session;
    }

    /// <summary>Forgets a picture and stops its work.</summary>
    /// <param name="id">May be unknown.</param>
    public void Close(string id)
    {
        if (open.TryRemove(id, out Session? session)) session.Close();
    }

    /// <summary>Forgets all.</summary>
    public void CloseAll()
    {
        foreach (string id in open.Keys) Close(id);
    }
}
