problem-too-many-tours = 导览登录太多
detail-too-many-tours = 从这里进导览的次数太多了。请 { $minutes } 分钟后再继续。
