# 照片：上传的照片有什么问题，以及命令对照片目录的说明。

problem-not-an-image = 需要图片
detail-not-an-image = 请直接发送图片，Content-Type 为 image/jpeg、image/png 或 image/webp。
problem-photo-too-large = 照片太大
detail-photo-too-large = 一张照片不能超过 { $most } MB。没有保存任何内容。
problem-cut-off = 传输中断
detail-cut-off = 内容还没有传完，连接就断了。没有保存任何内容。
problem-too-slow = 传输太慢
detail-too-slow = { $seconds } 秒内没有收到全部内容。没有保存任何内容，请在网络较好时重新发送。
problem-too-many-uploads = 同时上传的照片太多
detail-too-many-uploads = 您已有 { $most } 张照片正在上传，请等其中一张完成后再传。这一张没有保存。
problem-uploads-waiting = 正在上传的照片很多
detail-uploads-waiting = 服务器正在处理的照片已达上限。没有保存任何内容，请稍后再试；不带照片也可以上报。
problem-no-room = 暂时无法保存照片
detail-no-room = 服务器无法写入照片目录。没有保存任何内容，请稍后再试；不带照片也可以上报。

input-photo-empty = 文件是空的。
input-not-a-photo = 这不是照片：只接受 JPEG、PNG 和 WebP。
input-photo-truncated = 照片不完整，请重新上传。
input-photo-damaged = 照片已损坏，无法读取。
input-photo-exif-damaged = 相机写在照片里的信息（EXIF）已损坏，无法判断照片的方向。
input-photo-and-more = 这个文件在照片后面还有别的内容，请只发送照片本身。
input-photo-animated = 不接受动图，请发送静态照片。
input-photo-too-many-pixels = 照片像素太多：最多 { $most } 百万像素。
input-photo-too-many-scans = 照片的渐进扫描层数太多（渐进式 JPEG）：最多 { $most } 层。请另存为普通照片后再上传。
input-photo-too-long = 照片的一边太长：最多 { $most } 像素。
input-photo-too-many-unused = 您已上传 { $most } 张尚未用于上报或办理的照片。请先使用，或过一天再试。

doctor-media-well = 照片可以保存在 { $media }。
doctor-media-ill = 照片不能保存在 { $media }：属于别的用户，或磁盘已满。请把 GRIDWARD_MEDIA 设为可以写入的目录。
doctor-space-well = 照片目录还有 { $free } GB 可用。
doctor-space-ill = 照片目录只剩 { $free } GB，请尽快腾出空间。
