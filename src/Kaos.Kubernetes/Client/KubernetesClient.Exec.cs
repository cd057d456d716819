using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Kaos.Kubernetes.Json;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Resources;

namespace Kaos.Kubernetes.Client;

public sealed partial class KubernetesClient
{
    private static readonly string[] ExecProtocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"];

    public async Task<ExecResult> ExecAsync(
        string @namespace, string pod, ExecCall call, CancellationToken cancellationToken)
    {
        var query = new QueryText().Add("container", call.Container).Add("stdout", "true").Add("stderr", "true");
        foreach (var word in call.Argv)
        {
            query.AddEvenEmpty("command", word);
        }

        var request = new ApiRequest(HttpMethod.Get, ResourceType.Of<Pod>().Path(@namespace, pod, "exec") + query);
        using var socket = await transport.ConnectAsync(request, ExecProtocols, cancellationToken);
        using var limit = new Deadline(call.Limit, transport.Time, cancellationToken);
        var heard = new ExecChannels(call.MostBytes);
        try
        {
            await heard.ListenAsync(socket, limit.Token);
            return heard.Result("The connection was closed before the program was seen to end.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return heard.Result(string.Create(
                CultureInfo.InvariantCulture,
                $"It was still running after {call.Limit.TotalSeconds:0} s, and may go on."));
        }
        catch (WebSocketException broken)
        {
            return heard.Result($"The connection broke before the program was seen to end: {broken.Message}");
        }
    }

    /// <summary>The pieces of one program's output, as they come.</summary>
    private sealed class ExecChannels(int mostBytes)
    {
        private const int LongestStatus = 64 * 1024;
        private const byte Output = 1;
        private const byte Errors = 2;
        private const byte End = 3;

        private readonly MemoryStream[] channels = [new(), new(), new(), new()];
        private bool cut;

        public async Task ListenAsync(ClientWebSocket socket, CancellationToken cancellationToken)
        {
            var buffer = new byte[32 * 1024];
            byte? channel = null;
            while (await socket.ReceiveAsync(
                buffer.AsMemory(), cancellationToken) is { MessageType: not WebSocketMessageType.Close } piece)
            {
                var from = channel is null && piece.Count > 0 ? 1 : 0;
                channel ??= piece.Count > 0 ? buffer[0] : null;
                Keep(channel, buffer.AsSpan(from..piece.Count));
                channel = piece.EndOfMessage ? null : channel;
            }
        }

        public ExecResult Result(string unseen)
        {
            var status = Status();
            var code = status switch
            {
                { Status: "Success" } => 0,
                { Reason: "NonZeroExitCode", Details.Causes: { } causes } => ExitCode(causes),
                _ => null as int?,
            };
            var failure = code is not null ? null : status?.Message ?? unseen;
            return new ExecResult(
                code, Text(Output), Text(Errors), failure, NeverRan: status is not null && code is null, cut);
        }

        private void Keep(byte? channel, ReadOnlySpan<byte> bytes)
        {
            if (channel is Output or Errors or End)
            {
                var kept = channels[channel.Value];
                var room = (channel == End ? LongestStatus : mostBytes) - (int)kept.Length;
                cut |= bytes.Length > room;
                kept.Write(bytes[..Math.Min(bytes.Length, room)]);
            }
        }

        private KubernetesStatus? Status()
        {
            try
            {
                return channels[End].Length == 0 ? null
                    : JsonSerializer.Deserialize(channels[End].ToArray(), KubernetesJson.Default.KubernetesStatus);
            }
            catch (JsonException)
            {
                return new KubernetesStatus { Message = Text(End) };
            }
        }

        private string Text(byte channel) => Encoding.UTF8.GetString(channels[channel].ToArray());

        private static int? ExitCode(IEnumerable<KubernetesStatusCause> causes) =>
            causes.FirstOrDefault(cause => cause.Reason == "ExitCode") is { Message: { } text }
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null;
    }
}
